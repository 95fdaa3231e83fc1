-- Its one row is locked by whoever changes models or aliases.
create table registry_guard (
  id integer primary key
);

insert into registry_guard (id) values (1);
