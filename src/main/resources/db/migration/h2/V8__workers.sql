alter table job add column worker varchar(50);

-- What trains: each worker says again and again that its devices are there.
create table worker_device (
  worker varchar(50) not null,
  device varchar(20) not null,
  description varchar(4000) not null,
  seen_at timestamp(6) with time zone not null,
  primary key (worker, device)
);
