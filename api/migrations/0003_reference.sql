-- Lists that the ministry keeps elsewhere and loads by command: what a roster may
-- say, and on which grounds a certificate may be annulled. Loading a list replaces
-- it; what was decided on a ground keeps its own copy of the legal basis.

-- 學校代碼 and 審查類別
create table reference_entry (
    list text not null,
    code text not null,
    name text not null,
    -- the order of the file
    place bigint not null,
    constraint reference_entry_key primary key (list, code),
    constraint reference_entry_list_check check (list in ('school', 'review-category'))
);

-- Grounds of annulment (撤銷) and revocation (廢止).
create table ground (
    code text not null,
    name text not null,
    legal_basis text not null,
    reach text not null,
    kind text not null,
    place bigint not null,
    constraint ground_key primary key (code),
    constraint ground_reach_check check (reach in ('from-rank-upward', 'this-only')),
    constraint ground_kind_check check (kind in ('university', 'k12')),
    -- A K-12 certificate has no rank.
    constraint ground_k12_check check (kind <> 'k12' or reach = 'this-only')
);
