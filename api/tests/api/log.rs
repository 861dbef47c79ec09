//! What a server writes into its log: what happened, but neither who nor from where.

use certificate::api::{ProblemKind, Role};

use super::{
    browser::{Browser, PASSWORD, UNHURRIED, account_since, officer_since},
    people,
    processes::{CLIENT, Server, wall_clock},
    support::{ROSTER, TestUnit},
};

#[tokio::test(flavor = "multi_thread")]
async fn the_log_holds_no_personal_data() {
    let test = TestUnit::configured(UNHURRIED).await;
    officer_since(&test, "chief-issuer", &[Role::Issuer], wall_clock()).await;
    account_since(&test, "lin-teacher", &[Role::Teacher], wall_clock()).await;
    test.import(&ROSTER).await.unwrap();
    test.issue().await;
    test.confirm("教字第000104號").await.unwrap();
    let teacher = test.case("樣教字第000301號").await.id;
    let server = Server::start(&test);
    let mut issuer = Browser::at_process(server.address);
    assert_eq!(issuer.give_password("chief-issuer", "not the word").await.status, 401);
    issuer.sign_in("chief-issuer").await;
    // Something to complain about: every file and photo is gone.
    std::fs::remove_dir_all(test.data().join("files")).unwrap();
    let answer = issuer.get(&format!("/api/ministry/cases/{teacher}/preview")).await;
    assert_eq!(answer.problem(), Some(ProblemKind::Unavailable), "{}", answer.text());
    let mut teacher = Browser::at_process(server.address);
    teacher.sign_in("lin-teacher").await;
    let list = teacher.get("/api/teacher/certificates").await.json::<serde_json::Value>();
    let id = list[0]["id"].as_str().expect("a certificate to download").to_owned();
    assert!(teacher.get(&format!("/api/teacher/certificates/{id}/file")).await.status.is_server_error());

    let log = server.kill();
    assert!(log.iter().filter(|line| line.contains("\"ERROR\"")).count() >= 2, "{log:#?}");
    let holder = people::identity_number(people::TEACHER).to_string();
    for private in
        [CLIENT, "chief-issuer", "lin-teacher", PASSWORD, "not the word", "林試", "張示例", &holder]
    {
        assert!(!log.iter().any(|line| line.contains(private)), "{private}: {log:#?}");
    }
}
