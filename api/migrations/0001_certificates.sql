-- One text for SQLite and PostgreSQL. Instants are seconds since 1970 UTC, days
-- ISO 8601 text, ids lower-case hexadecimal text: types that both engines share.

-- A person. The identity number may change (a resident number becomes a national
-- ID), so everything else refers to the id.
create table holder (
    id text primary key,
    identity_number text not null,
    birth_date text not null,
    constraint holder_identity_number_key unique (identity_number)
);

-- A case that the ministry approved, as imported. Never changed: a correction is
-- a new certificate version.
create table approved_case (
    id text primary key,
    holder_id text not null references holder (id),
    kind text not null,
    document_number text not null,
    certificate_number text not null,
    details text not null,
    imported_at bigint not null,
    -- Prefix and serial together: whether serials are unique across prefixes is
    -- not known.
    constraint approved_case_certificate_number_key unique (certificate_number)
);

-- A certificate: one version of one case. `claims` is the canonical text inside
-- the file, fixed before composing, so that a crash resumes with the same bytes.
create table certificate (
    id text primary key,
    case_id text not null references approved_case (id),
    version bigint not null,
    -- for "that rank and every higher one"; null for K-12
    rank text,
    slot bigint not null,
    claims text not null,
    -- SHA-256 of the stored file; null until it was stored and checked
    file text,
    constraint certificate_version_key unique (case_id, version),
    constraint certificate_slot_key unique (slot)
);

create index certificate_pending on certificate (id) where file is null;

-- Everything that happened, append-only. Status is a fold over these rows.
create table event (
    sequence bigint primary key,
    at bigint not null,
    officer text not null,
    kind text not null,
    act text not null,
    certificate_id text not null references certificate (id),
    details text not null
);

create index event_by_certificate on event (certificate_id, sequence);
create index event_by_act on event (act);

-- Published status lists; the newest is served. Older ones stay as evidence of
-- what the public was told.
create table status_list (
    version bigint primary key,
    issued_at bigint not null,
    expires_at bigint not null,
    slots bigint not null,
    token text not null
);
