use linestamp_store::Store as _;

use crate::service::{Service, record};

fn service_of_three() -> Service {
    let service = Service::start();
    service.put(&[record(0, "Ready"), record(1, "Task failed"), record(2, "Ready")]);
    service
}

fn left(service: &Service) -> u64 {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(service.store.status()).unwrap().records
}

#[test]
fn records_are_counted_and_removed_once_it_is_confirmed() {
    let service = service_of_three();
    let (status, text, _) = service.run(&["delete", "level:info Ready"]);
    let counted = "2 records would be removed for good; --yes does it\n";
    assert_eq!((status, text.as_str()), (Some(0), counted));
    assert_eq!(left(&service), 3);
    let (status, text, _) = service.run(&["delete", "level:info Ready", "--yes"]);
    assert_eq!((status, text.as_str()), (Some(0), "2 records removed\n"));
    assert_eq!(left(&service), 1);
    assert_eq!(service.run(&["delete", "id:record-1", "--yes"]).1, "1 record removed\n");
    assert_eq!(service.run(&["delete", "id:*", "--yes"]).1, "0 records removed\n");
}

#[test]
fn nothing_is_not_everything() {
    let service = service_of_three();
    for filter in ["", " "] {
        let (status, text, error) = service.run(&["delete", filter, "--yes"]);
        assert_eq!((status, text.as_str()), (Some(2), ""));
        assert!(error.contains("every record") && error.contains("id:*"), "{error}");
    }
    assert_eq!(service.run(&["delete", "--yes"]).0, Some(2));
    assert_eq!(left(&service), 3);
}

#[test]
fn who_may_read_may_not_delete() {
    let service = Service::with_token();
    service.put(&[record(0, "Ready")]);
    let token = service.token.clone().unwrap();
    for (arguments, expected) in [(vec!["id:*"], Some(0)), (vec!["id:*", "--yes"], Some(2))] {
        let mut command = service.command(&["delete"]);
        let output = command.args(arguments).env("LINESTAMP_TOKEN", &token).output().unwrap();
        assert_eq!(output.status.code(), expected);
    }
    assert_eq!(left(&service), 1);
}
