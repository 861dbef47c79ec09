-- One row that only the right storage keys open: a data folder whose key ring was
-- lost or mixed up is told at the start, not at the first certificate.
create table storage_check (
    id bigint not null,
    -- a known text, sealed
    sealed text not null,
    -- the blind index of that text
    text_index text not null,
    constraint storage_check_pkey primary key (id),
    constraint storage_check_single check (id = 1)
);
