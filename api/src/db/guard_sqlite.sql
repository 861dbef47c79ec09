create trigger if not exists event_no_update before update on event
begin select raise(abort, 'the history is append-only'); end;
create trigger if not exists event_no_delete before delete on event
begin select raise(abort, 'the history is append-only'); end;
