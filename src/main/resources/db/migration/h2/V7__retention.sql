create index job_by_end on job (finished_at);
