alter table job add column ticket integer default 0 not null;

create index job_waiting on job (status, priority desc, created_at, id);

create table job_label (
  job_id uuid not null references job (id) on delete cascade,
  label_key varchar(100) not null,
  label_value varchar(100) not null,
  primary key (job_id, label_key)
);

create index job_by_label on job_label (label_key, label_value, job_id);
