-- Where acts came from (附表十: 發生位置). An event names an address by its blind
-- index in its details, so that the chain covers it; the address itself is sealed
-- here, once. A row may be deleted when it need not be known any more.
create table client_address (
    -- blind index of the address
    id text not null,
    sealed text not null,
    constraint client_address_pkey primary key (id)
);
