/** The bindings that every environment has, with the contracts of the services behind them. */
interface Env extends Required<Omit<Bindings, 'LOGS' | 'COORDINATOR' | 'RESOURCES'>> {
  LOGS: import('@acme/shared').LogsApi;
  COORDINATOR: import('@acme/shared').CoordinatorApi;
  RESOURCES: import('@acme/shared').ResourcesApi;
}
