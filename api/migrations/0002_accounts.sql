-- Accounts, their passwords and second factors, and the sessions on the server.

create table account (
    id text primary key,
    name text not null,
    -- Blind index of the identity number of a teacher: which holder's certificates
    -- the account may download. Not unique: a person may have had an account before.
    identity_index text,
    -- Argon2id in PHC form
    password text not null,
    -- 1: somebody else knows the password, so it must be changed
    password_given bigint not null,
    password_changed_at bigint not null,
    -- The secret of the second factor, sealed; counts once it is enrolled.
    totp_secret text,
    totp_enrolled bigint not null,
    -- The last time step whose code was taken: a code counts once (RFC 6238 §5.2).
    totp_step bigint not null,
    -- Refused attempts since the last complete sign-in
    failures bigint not null,
    -- 0: not locked
    locked_until bigint not null,
    disabled bigint not null,
    created_at bigint not null,
    last_sign_in_at bigint,
    constraint account_name_key unique (name)
);

create index account_by_identity on account (identity_index);

-- What an account may do; at most one school, by the primary key.
create table account_role (
    account_id text not null references account (id),
    role text not null,
    school_code text,
    constraint account_role_pkey primary key (account_id, role),
    constraint account_role_school check ((role = 'school') = (school_code is not null))
);

-- Passwords an account had before, to refuse them.
create table former_password (
    account_id text not null references account (id),
    sequence bigint not null,
    password text not null,
    constraint former_password_pkey primary key (account_id, sequence)
);

-- Sessions, by the SHA-256 of their token: who reads the database cannot use them.
create table session (
    digest text primary key,
    account_id text not null references account (id),
    -- 1: the second factor was given in this session
    second_factor bigint not null,
    used_at bigint not null,
    ends_at bigint not null
);

create index session_by_account on session (account_id);
create index session_by_end on session (ends_at);
