//! The heads of the history that status lists carry, after the status key changed.

use api::{Head, IssuingUnit};
use base64ct::{Base64, Encoding as _};
use keys::{Hierarchy, Profile, Purpose, Signer as _};

use super::{
    place::Place,
    support::{hours_later, now, officer},
};

/// A unit with a hierarchy of its own, whose keys may be changed, with one list.
async fn unit() -> (Place, IssuingUnit) {
    let place = Place::with_own_hierarchy().await;
    let unit = place.open().await;
    unit.import_reference(b"list,code,name\nschool,9901,A\n", officer()).await.unwrap();
    unit.publish(now()).await.unwrap();
    (place, unit)
}

async fn faults(unit: &IssuingUnit) -> Vec<String> {
    unit.check_history().await.unwrap().faults
}

#[tokio::test(flavor = "multi_thread")]
async fn heads_that_an_older_status_key_signed_stay_signed() {
    let (place, unit) = unit().await;
    let before = unit.check_history().await.unwrap();
    assert_eq!((before.signed_heads, before.faults), (1, vec![]));
    drop(unit);
    Hierarchy::open(&place.settings().hierarchy).unwrap().rotate_status(None, now()).unwrap();
    let unit = place.open().await;
    unit.import_reference(b"list,code,name\nschool,9902,B\n", officer()).await.unwrap();
    unit.publish(hours_later(1)).await.unwrap();
    let after = unit.check_history().await.unwrap();
    assert_eq!((after.signed_heads, after.faults), (2, vec![]));
}

/// Signs the head of the history anew, as somebody with another key would, in the
/// name of that key or of ours.
async fn forge(place: &Place, foreign: &Hierarchy, purpose: Purpose, names_itself: bool) {
    let signer = foreign.signer(purpose, None).unwrap();
    let mut connection = place.connect().await;
    let (sequence, digest): (i64, String) =
        sqlx::query_as("select history_sequence, history_digest from status_list")
            .fetch_one(&mut connection)
            .await
            .unwrap();
    let head = Head { sequence, digest: digest.parse().unwrap() };
    let signature = Base64::encode_string(&signer.sign(&head.message()).unwrap());
    sqlx::query("update status_list set history_signature = $1")
        .bind(signature)
        .execute(&mut connection)
        .await
        .unwrap();
    if names_itself {
        use base64ct::Base64UrlUnpadded;
        use der::Encode as _;
        let certificate = Base64::encode_string(&signer.certificate().to_der().unwrap());
        let header = format!(r#"{{"alg":"EdDSA","typ":"statuslist+jwt","x5c":["{certificate}"]}}"#);
        let token = Base64UrlUnpadded::encode_string(header.as_bytes()) + ".e30.";
        let update = sqlx::query("update status_list set token = $1").bind(token);
        update.execute(&mut connection).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_that_a_foreign_key_signed_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let foreign =
        Hierarchy::create(&folder.path().join("foreign"), Profile::Development, "Test", None, now()).unwrap();
    for names_itself in [false, true] {
        let (place, unit) = unit().await;
        forge(&place, &foreign, Purpose::StatusSigning, names_itself).await;
        let faults = faults(&unit).await;
        assert!(faults.len() == 1 && faults[0].contains("is not signed by a status key"), "{faults:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_issuing_key_signs_no_head() {
    let (place, unit) = unit().await;
    let own = Hierarchy::open(&place.settings().hierarchy).unwrap();
    forge(&place, &own, Purpose::DocumentSigning, true).await;
    assert_eq!(faults(&unit).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_signs_no_head_outside_its_validity() {
    let (place, unit) = unit().await;
    let mut connection = place.connect().await;
    sqlx::query("update status_list set issued_at = $1")
        .bind(now().unix() - 20 * 365 * 86_400)
        .execute(&mut connection)
        .await
        .unwrap();
    assert_eq!(faults(&unit).await.len(), 1);
}
