-- One text for SQLite and PostgreSQL. Instants are seconds since 1970 UTC, days
-- ISO 8601 text, ids lower-case hexadecimal text, yes and no 1 and 0: types that
-- both engines share. A column called sealed is encrypted (docs/decisions/0007);
-- a column called index is a keyed digest, by which equal values find each other.

-- A person. The identity number may change (a resident number becomes a national
-- ID), so everything else refers to the id.
create table holder (
    id text primary key,
    identity_index text not null,
    -- identity number and birth date
    sealed text not null,
    constraint holder_identity_index_key unique (identity_index)
);

-- A batch of certificates that are issued in the background.
create table batch (
    id text primary key,
    at bigint not null,
    account text not null,
    document_number text,
    state text not null,
    total bigint not null,
    constraint batch_state_check check (state in ('running', 'paused', 'done'))
);

create index batch_by_time on batch (at);

-- A case that the ministry approved.
create table approved_case (
    id text primary key,
    holder_id text not null references holder (id),
    kind text not null,
    document_number text not null,
    certificate_number text not null,
    -- null for K-12
    school_code text,
    rank text,
    name_index text not null,
    imported_at bigint not null,
    -- the revision of its data in force
    revision bigint not null,
    batch_id text references batch (id),
    -- What lists show and filter by: a projection of the history, written with it.
    version bigint not null,
    stage text not null,
    status text not null,
    downloaded bigint not null,
    open_notes bigint not null,
    -- Prefix and serial together: whether serials are unique across prefixes is
    -- not known.
    constraint approved_case_certificate_number_key unique (certificate_number)
);

create index case_by_document on approved_case (document_number, school_code);
create index case_by_holder on approved_case (holder_id);
create index case_by_import on approved_case (imported_at, id);
create index case_by_school on approved_case (school_code, imported_at, id);
create index case_by_school_and_stage on approved_case (school_code, stage, imported_at, id);
create index case_by_stage on approved_case (stage, imported_at, id);
create index case_by_status on approved_case (status, imported_at, id);
create index case_by_rank on approved_case (rank, imported_at, id);
create index case_by_kind on approved_case (kind, imported_at, id);
-- Most cases are confirmed and wait for nothing; the others are counted.
create index case_waiting on approved_case (stage, status) where stage <> 'confirmed';
create index case_by_name on approved_case (name_index);
-- The press takes the oldest of a batch, sixty-four at a time.
create index case_by_batch on approved_case (batch_id, stage, imported_at, id);

-- The data of a case. A correction adds a revision; none is ever changed.
create table case_revision (
    case_id text not null references approved_case (id),
    revision bigint not null,
    at bigint not null,
    sealed text not null,
    constraint case_revision_key primary key (case_id, revision)
);

-- A certificate: one version of one case. The claims are the canonical text inside
-- the file, fixed before composing, so that a crash resumes with the same bytes.
create table certificate (
    id text primary key,
    case_id text not null references approved_case (id),
    version bigint not null,
    slot bigint not null,
    -- Counts the certificates in the order in which they were ordered: the last one
    -- says how many there are, without counting half a million rows.
    ordinal bigint not null,
    -- the claims
    sealed text not null,
    -- SHA-256 of the stored file; null until it was stored and checked
    file text,
    -- why it could not be issued
    failure text,
    -- A projection of the history, written with it.
    confirmed bigint not null,
    status text not null,
    downloads bigint not null,
    constraint certificate_version_key unique (case_id, version),
    constraint certificate_slot_key unique (slot),
    constraint certificate_ordinal_key unique (ordinal)
);

create index certificate_pending on certificate (id) where file is null;
create index certificate_failed on certificate (case_id) where failure is not null;

-- Everything that happened, append-only and chained by digests. Status is a fold
-- over these rows.
create table event (
    sequence bigint primary key,
    at bigint not null,
    account text not null,
    kind text not null,
    act text not null,
    case_id text,
    certificate_id text,
    details text not null,
    digest text not null
);

create index event_by_case on event (case_id, sequence);
create index event_by_act on event (act);
-- An auditor asks for days, actions and accounts in any combination. Each has an index
-- that gives the order of the page, too: an engine that has to choose may choose the
-- one that reads half of the history.
create index event_by_time on event (at, sequence);
create index event_by_kind on event (kind, at, sequence);
create index event_by_account on event (account, at, sequence);
create index event_by_account_and_kind on event (account, kind, at, sequence);

-- Annulments (撤銷) and revocations (廢止), from proposal to reinstatement.
create table annulment (
    id text primary key,
    case_id text not null references approved_case (id),
    -- where it begins; null for K-12
    rank text,
    reach text not null,
    ground text not null,
    legal_basis text not null,
    decision_date text not null,
    document_number text not null,
    state text not null,
    proposed_by text not null,
    proposed_at bigint not null,
    decided_by text,
    constraint annulment_state_check check (state in ('proposed', 'in-force', 'rejected', 'reinstated'))
);

create index annulment_by_case on annulment (case_id);
create index annulment_by_state on annulment (state, proposed_at);

-- Notes of schools to the issuing unit.
create table note (
    id text primary key,
    case_id text not null references approved_case (id),
    account text not null,
    at bigint not null,
    sealed text not null,
    settled_at bigint
);

create index note_by_case on note (case_id, at);
create index note_open on note (at) where settled_at is null;

-- Published status lists; the newest is served. Older ones stay as evidence of
-- what the public was told. Each carries the signed head of the history, so that
-- nobody can shorten or rewrite the history unnoticed without the status key.
create table status_list (
    version bigint primary key,
    issued_at bigint not null,
    expires_at bigint not null,
    slots bigint not null,
    token text not null,
    history_sequence bigint not null,
    history_digest text not null,
    history_signature text not null
);
