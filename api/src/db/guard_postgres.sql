create or replace function refuse_history_change() returns trigger language plpgsql as
$$ begin raise exception 'the history is append-only'; end $$;
create or replace trigger event_append_only before update or delete on event
for each row execute function refuse_history_change();
