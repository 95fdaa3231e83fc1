create table model (
  id uuid primary key,
  -- A model whose weights are from elsewhere has no job, data set and test.
  job_id uuid,
  -- The key of the client that made it; null if nobody was asked for one.
  owner uuid,
  -- The model that its training started from, and the one whose training it repeats. They may have
  -- been deleted.
  parent_id uuid,
  reproduces uuid,
  reproduction varchar(20000),
  artifact_key varchar(200) not null unique,
  architecture varchar(100) not null,
  dataset varchar(100),
  test_top1 double precision,
  manifest varchar(300000) not null,
  stored_bytes bigint not null,
  created_at timestamp(6) with time zone not null
);

create index model_owner on model (owner);
create index model_parent on model (parent_id);
create index model_reproduces on model (reproduces);
create index model_created_at on model (created_at desc, id desc);

create table model_alias (
  name varchar(100) primary key,
  model_id uuid not null references model (id),
  changed_at timestamp(6) with time zone not null
);

-- Whoever changes models or aliases locks its one row.
create table registry_lock (
  id integer primary key
);

insert into registry_lock (id) values (1);

create table job (
  id uuid primary key,
  owner uuid,
  name varchar(100),
  status varchar(20) not null,
  attempt integer not null,
  -- The attempts since one resumed from a newer checkpoint, and the position of that checkpoint.
  attempts_without_progress integer not null,
  resumed_step bigint not null,
  request varchar(50000) not null,
  -- The data set and its version, such as pets@3.
  dataset varchar(120) not null,
  initial_model uuid,
  -- The model whose training it repeats, and how its own model compares with that one.
  reproduces uuid,
  reproduction varchar(20000),
  -- The number of its current queue entry; entries with a smaller number are void.
  queue_entry integer not null,
  -- The number of its last event.
  last_event integer not null,
  waiting_for varchar(500),
  worker varchar(50),
  device varchar(20),
  training_precision varchar(10),
  priority smallint not null,
  progress varchar(2000),
  model_id uuid,
  failure_code varchar(50),
  failure_message varchar(1000),
  created_at timestamp(6) with time zone not null,
  started_at timestamp(6) with time zone,
  finished_at timestamp(6) with time zone
);

create index job_created_at on job (created_at desc, id desc);
create index job_status_created_at on job (status, created_at desc, id desc);
create index job_queue_order on job (status, priority desc, created_at, id);
create index job_finished_at on job (finished_at);
create index job_owner on job (owner, status);
create index job_dataset on job (dataset, status);
create index job_initial_model on job (initial_model, status);
create index job_reproduces on job (reproduces, status);

-- Whoever adds a job locks its one row, so that the queue does not exceed its capacity.
create table queue_lock (
  id integer primary key
);

insert into queue_lock (id) values (1);

create table job_epoch (
  job_id uuid not null references job (id) on delete cascade,
  epoch integer not null,
  train_loss double precision not null,
  train_top1 double precision not null,
  train_top5 double precision not null,
  eval_split varchar(20) not null,
  eval_loss double precision not null,
  eval_top1 double precision not null,
  eval_top5 double precision not null,
  eval_macro_f1 double precision not null,
  eval_balanced_accuracy double precision not null,
  seconds double precision not null,
  primary key (job_id, epoch)
);

create table job_label (
  job_id uuid not null references job (id) on delete cascade,
  label_key varchar(100) not null,
  label_value varchar(100) not null,
  primary key (job_id, label_key)
);

create index job_label_key_value on job_label (label_key, label_value, job_id);

-- Searches for the best values of the fields of a job.
create table sweep (
  id uuid primary key,
  owner uuid,
  name varchar(90),
  status varchar(20) not null,
  request varchar(200000) not null,
  created_at timestamp(6) with time zone not null,
  finished_at timestamp(6) with time zone
);

create index sweep_created_at on sweep (created_at desc, id desc);
create index sweep_status on sweep (status);
create index sweep_owner on sweep (owner, status);

-- Whoever adds a sweep locks its one row, so that there are not too many.
create table sweep_lock (
  id integer primary key
);

insert into sweep_lock (id) values (1);

-- The jobs of each sweep: those that are planned, those that were submitted, and how they ended. What is needed of a
-- job that has ended is here, because the job may be deleted.
create table sweep_trial (
  sweep_id uuid not null references sweep (id) on delete cascade,
  -- From 1, in the order in which they start.
  number integer not null,
  -- JSON: the values that distinguish it.
  parameters varchar(50000) not null,
  request varchar(50000) not null,
  dataset varchar(120) not null,
  initial_model uuid,
  epochs integer not null,
  -- Whether its best epoch counts, rather than its last one.
  best_epoch boolean not null,
  status varchar(20) not null,
  -- The rung that it trains to, or waits at, counted from 0.
  rung integer not null,
  job_id uuid unique,
  -- JSON: the results of its epochs, once it has ended.
  results varchar(200000),
  model_id uuid,
  failure_code varchar(50),
  failure_message varchar(1000),
  primary key (sweep_id, number)
);

create index sweep_trial_dataset on sweep_trial (dataset);
create index sweep_trial_initial_model on sweep_trial (initial_model);

-- The events of each job, in order. Metrics and event streams are read from here.
create table job_event (
  job_id uuid not null references job (id) on delete cascade,
  number integer not null,
  type varchar(10) not null,
  epoch integer not null,
  step integer not null,
  -- JSON, in which each character of a failure's message may take six.
  payload varchar(8000) not null,
  created_at timestamp(6) with time zone not null,
  primary key (job_id, number)
);

create index job_event_step on job_event (job_id, type, epoch, step);

create table idempotency_key (
  -- What the request creates: a job or a sweep.
  kind varchar(10) not null,
  client_key varchar(255) not null,
  -- The nil UUID if nobody was asked for a key.
  owner uuid not null,
  created_id uuid not null,
  request_sha256 varchar(64) not null,
  created_at timestamp(6) with time zone not null,
  primary key (kind, client_key, owner)
);

create index idempotency_key_created_at on idempotency_key (created_at);

-- The devices of all workers. Each worker updates its own rows at regular intervals.
create table worker_device (
  worker varchar(50) not null,
  device varchar(20) not null,
  description varchar(4000) not null,
  last_seen_at timestamp(6) with time zone not null,
  primary key (worker, device)
);

-- db-scheduler's own table, with its column names.
create table scheduled_tasks (
  task_name varchar(100) not null,
  task_instance varchar(100) not null,
  task_data blob,
  execution_time timestamp(6) with time zone not null,
  picked boolean not null,
  picked_by varchar(50),
  last_success timestamp(6) with time zone,
  last_failure timestamp(6) with time zone,
  consecutive_failures integer,
  last_heartbeat timestamp(6) with time zone,
  version bigint not null,
  priority smallint,
  primary key (task_name, task_instance)
);

-- The order in which entries are claimed, so that the first is found without reading the others.
create index scheduled_tasks_order on scheduled_tasks (priority desc, execution_time asc);
create index scheduled_tasks_heartbeat on scheduled_tasks (last_heartbeat);

-- Evaluations of models on other data sets. Their queue entries are among those of the jobs.
create table evaluation_run (
  id uuid primary key,
  model_id uuid not null,
  owner uuid,
  -- The data set and its version, such as pets@3.
  dataset varchar(120) not null,
  status varchar(20) not null,
  -- The number of its current attempt. Writes of earlier ones are refused.
  attempt integer not null,
  attempts_used integer not null,
  worker varchar(50),
  device varchar(20),
  done integer not null,
  total integer not null,
  -- JSON: where the files are, and the main figures.
  result varchar(10000),
  failure_code varchar(50),
  failure_message varchar(1000),
  created_at timestamp(6) with time zone not null,
  started_at timestamp(6) with time zone,
  finished_at timestamp(6) with time zone
);

create index evaluation_run_model on evaluation_run (model_id, created_at desc, id desc);
create index evaluation_run_dataset on evaluation_run (dataset, status);
create index evaluation_run_owner on evaluation_run (owner, status);
create index evaluation_run_status on evaluation_run (status);

-- The versions of own data sets.
create table dataset_version (
  id uuid primary key,
  owner uuid,
  name varchar(100) not null,
  version integer not null,
  status varchar(20) not null,
  -- The number of its current import. Writes of earlier ones are refused.
  attempt integer not null,
  attempts_used integer not null,
  options varchar(1000000) not null,
  -- Path below the inbox; null for an upload.
  inbox varchar(1000),
  archive_sha256 varchar(64),
  -- Of the archive, and later of the pack.
  stored_bytes bigint not null,
  worker varchar(50),
  phase varchar(20),
  done integer not null,
  total integer not null,
  phase_started_at timestamp(6) with time zone,
  manifest varchar(1000000),
  failure_code varchar(50),
  failure_message varchar(4000),
  created_at timestamp(6) with time zone not null,
  started_at timestamp(6) with time zone,
  finished_at timestamp(6) with time zone,
  unique (name, version)
);

create index dataset_version_created_at on dataset_version (created_at desc, id desc);
create index dataset_version_owner on dataset_version (owner);
create index dataset_version_status on dataset_version (status);

-- db-scheduler's table of imports, because one table knows one set of tasks.
create table import_tasks (
  task_name varchar(100) not null,
  task_instance varchar(100) not null,
  task_data blob,
  execution_time timestamp(6) with time zone not null,
  picked boolean not null,
  picked_by varchar(50),
  last_success timestamp(6) with time zone,
  last_failure timestamp(6) with time zone,
  consecutive_failures integer,
  last_heartbeat timestamp(6) with time zone,
  version bigint not null,
  priority smallint,
  primary key (task_name, task_instance)
);

create index import_tasks_order on import_tasks (priority desc, execution_time asc);
create index import_tasks_heartbeat on import_tasks (last_heartbeat);

-- The keys of clients. A key itself is known only to its holder.
create table access_key (
  id uuid primary key,
  prefix varchar(8) not null unique,
  -- Of the whole key, in lower-case hexadecimal.
  sha256 varchar(64) not null,
  name varchar(100) not null,
  role varchar(20) not null,
  -- What its holder may use; null for what the settings say.
  images_per_second integer,
  concurrent_predictions integer,
  event_streams integer,
  unfinished_jobs integer,
  stored_bytes bigint,
  created_at timestamp(6) with time zone not null,
  expires_at timestamp(6) with time zone,
  revoked_at timestamp(6) with time zone,
  last_used_at timestamp(6) with time zone
);

create index access_key_created_at on access_key (created_at desc, id desc);

-- Whoever makes the first key or revokes one locks its one row. It counts the changes of keys.
create table access_lock (
  id integer primary key,
  key_changes bigint not null
);

insert into access_lock (id, key_changes) values (1, 0);

-- Who changed what, and who was refused. Rows are added, and deleted when they are old.
create table audit_entry (
  id uuid primary key,
  created_at timestamp(6) with time zone not null,
  key_id uuid,
  address varchar(100) not null,
  verb varchar(20) not null,
  target varchar(500) not null,
  -- Of the answer to a request that was refused; null for a change that was made.
  status integer,
  request_id varchar(64) not null
);

create index audit_entry_created_at on audit_entry (created_at desc, id desc);

-- Where events are sent.
create table webhook (
  id uuid primary key,
  url varchar(1000) not null unique,
  -- The names of the events that are sent, joined by commas.
  events varchar(500) not null,
  enabled boolean not null,
  -- Readable, because every message is signed with it.
  secret varchar(120) not null,
  previous_secret varchar(120),
  previous_secret_until timestamp(6) with time zone,
  -- The attempts that failed since the last one that succeeded.
  failures integer not null,
  failing_since timestamp(6) with time zone,
  delivered_at timestamp(6) with time zone,
  created_at timestamp(6) with time zone not null
);

create index webhook_created_at on webhook (created_at desc, id desc);

-- Whoever adds or changes a webhook locks its one row, so that there are not too many or equal ones.
create table webhook_lock (
  id integer primary key
);

insert into webhook_lock (id) values (1);

-- The messages: what is to be sent, and what became of it. No foreign key refers to the webhook;
-- otherwise its deletion at the wrong moment would fail the job that writes a message.
create table webhook_delivery (
  id uuid primary key,
  webhook_id uuid not null,
  event varchar(50) not null,
  -- JSON, in which each character of a name or a failure's message may take six.
  payload varchar(100000) not null,
  status varchar(20) not null,
  -- The attempts since the message was written or sent again by a client.
  tries integer not null,
  -- The number of the last attempt.
  attempt integer not null,
  -- JSON: the last attempts.
  attempts varchar(50000) not null,
  next_attempt_at timestamp(6) with time zone,
  created_at timestamp(6) with time zone not null,
  finished_at timestamp(6) with time zone
);

create index webhook_delivery_due on webhook_delivery (webhook_id, status, next_attempt_at);
create index webhook_delivery_newest on webhook_delivery (webhook_id, created_at desc, id desc);
create index webhook_delivery_created_at on webhook_delivery (created_at);

-- db-scheduler's table of the webhooks that have something to send.
create table webhook_tasks (
  task_name varchar(100) not null,
  task_instance varchar(100) not null,
  task_data blob,
  execution_time timestamp(6) with time zone not null,
  picked boolean not null,
  picked_by varchar(50),
  last_success timestamp(6) with time zone,
  last_failure timestamp(6) with time zone,
  consecutive_failures integer,
  last_heartbeat timestamp(6) with time zone,
  version bigint not null,
  priority smallint,
  primary key (task_name, task_instance)
);

create index webhook_tasks_order on webhook_tasks (priority desc, execution_time asc);
create index webhook_tasks_heartbeat on webhook_tasks (last_heartbeat);

-- What was answered to clients, and the truth where they have told it. No foreign key refers to the
-- model; otherwise its deletion at the wrong moment would fail the write of a batch.
create table prediction (
  -- It begins with the time, so that older predictions have smaller ids.
  id uuid primary key,
  model_id uuid not null,
  -- The key of the client that asked; null if nobody was asked for one.
  owner uuid,
  -- Indices of classes.
  label smallint not null,
  truth smallint,
  truth_owner uuid,
  truth_at timestamp(6) with time zone,
  -- The probability of the label.
  confidence real not null,
  created_at timestamp(6) with time zone not null
);

create index prediction_model on prediction (model_id, id);

-- The images of predictions, if they are kept.
create table prediction_image (
  prediction_id uuid primary key references prediction (id) on delete cascade,
  -- Whether the truth is known.
  labeled boolean not null,
  bytes integer not null,
  png blob not null
);

-- The order in which images are deleted, with their sizes.
create index prediction_image_order on prediction_image (labeled, prediction_id, bytes);
