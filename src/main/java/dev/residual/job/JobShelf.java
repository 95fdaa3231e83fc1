package dev.residual.job;

import dev.residual.web.Cursor;
import dev.residual.web.Page;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Jobs as they are answered; reads only. */
@Component
@Transactional(readOnly = true)
class JobShelf {

  private final Jobs jobs;

  JobShelf(Jobs jobs) {
    this.jobs = jobs;
  }

  JobView job(UUID id) {
    Job job = jobs.findById(id).orElseThrow(() -> new JobNotFoundException(id));
    return JobView.full(job, queuePosition(job));
  }

  Page<JobView> page(@Nullable JobStatus status, int limit, @Nullable Cursor after) {
    Limit surplus = Limit.of(limit + 1);
    List<Job> read =
        after == null
            ? jobs.newest(status, surplus)
            : jobs.newestBefore(status, after.createdAt(), after.id(), surplus);
    return Page.of(
        read,
        limit,
        job -> new Cursor(job.createdAt(), job.id()),
        job -> JobView.inList(job, queuePosition(job)));
  }

  private @Nullable Long queuePosition(Job job) {
    return job.status() == JobStatus.QUEUED
        ? jobs.countAheadOf(job.priority(), job.createdAt()) + 1
        : null;
  }
}
