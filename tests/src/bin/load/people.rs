//! Users who have signed in, each in a session of their own.

use std::net::SocketAddr;

use anyhow::{Context as _, Result};
use e2e::code;
use serde_json::json;

use crate::{
    client::{Connection, request},
    filled::Filled,
};

/// A session, as the header that carries it.
#[derive(Clone)]
pub struct Session(pub String);

pub struct People {
    pub address: SocketAddr,
    pub schools: Vec<Session>,
    pub teachers: Vec<Session>,
    pub issuers: Vec<Session>,
    pub auditors: Vec<Session>,
}

impl People {
    pub async fn sign_in(address: SocketAddr, filled: &Filled, users: usize) -> Result<Self> {
        let door = Door { address, filled };
        let schools: Vec<_> = filled.schools.iter().map(|school| school.account.clone()).collect();
        Ok(Self {
            address,
            schools: door.admit(&schools, users, false).await?,
            teachers: door.admit(&filled.teachers, users, false).await?,
            issuers: door.admit(&filled.issuers, users, true).await?,
            auditors: door.admit(&filled.auditors, users, true).await?,
        })
    }
}

struct Door<'f> {
    address: SocketAddr,
    filled: &'f Filled,
}

impl Door<'_> {
    async fn admit(&self, accounts: &[String], users: usize, with_code: bool) -> Result<Vec<Session>> {
        let mut sessions = Vec::new();
        for account in accounts.iter().take(users) {
            let session = self.enter(account, with_code).await;
            sessions.push(session.with_context(|| format!("{account} could not sign in"))?);
        }
        Ok(sessions)
    }

    async fn enter(&self, account: &str, with_code: bool) -> Result<Session> {
        let mut connection = Connection::open(self.address).await?;
        let body = json!({ "account": account, "password": self.filled.password });
        let first = step(&mut connection, &request("POST", "/api/session", "", Some(&body))).await?;
        if !with_code {
            return Ok(first);
        }
        let body = json!({ "code": code(&self.filled.totp_secret)? });
        step(&mut connection, &request("PUT", "/api/session/second-factor", &first.0, Some(&body))).await
    }
}

async fn step(connection: &mut Connection, request: &[u8]) -> Result<Session> {
    let answer = connection.ask(request).await?;
    answer.check()?;
    let cookie = answer.header("set-cookie").context("a step of the sign-in gives a session")?;
    let cookie = cookie.split(';').next().unwrap_or_default();
    Ok(Session(format!("cookie: {cookie}\r\n")))
}
