create table idempotency_key (
  text varchar(255) primary key,
  job_id uuid not null,
  created_at timestamp(6) with time zone not null
);

create index idempotency_key_age on idempotency_key (created_at);
