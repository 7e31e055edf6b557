/** The bindings that every environment has, with the contracts of the services behind them. */
interface Env extends Required<Omit<Bindings, "LOGS">> {
  LOGS: import("@acme/shared").LogsApi;
}
