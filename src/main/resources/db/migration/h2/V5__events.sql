alter table job add column events integer default 0 not null;

-- What happened to a job, in order; its metrics and its event stream are read from here.
create table job_event (
  job_id uuid not null references job (id) on delete cascade,
  number integer not null,
  type varchar(10) not null,
  epoch integer not null,
  step integer not null,
  payload varchar(2000) not null,
  primary key (job_id, number)
);

create index job_event_by_step on job_event (job_id, type, epoch, step);
