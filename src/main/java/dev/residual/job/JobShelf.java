package dev.residual.job;

import dev.residual.job.JobEvent.StepLogged;
import dev.residual.web.Cursor;
import dev.residual.web.Page;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Sort;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Jobs as they are answered; reads only. */
@Component
@Transactional(readOnly = true)
class JobShelf {

  private static final Sort NEWEST_FIRST = Sort.by(Sort.Direction.DESC, "createdAt", "id");

  private final Jobs jobs;
  private final JobFeed feed;

  JobShelf(Jobs jobs, JobFeed feed) {
    this.jobs = jobs;
    this.feed = feed;
  }

  JobView job(UUID id) {
    return find(id).orElseThrow(() -> new JobNotFoundException(id));
  }

  Optional<JobView> find(UUID id) {
    return jobs.findById(id).map(job -> JobView.full(job, place(job)));
  }

  Page<JobView> page(JobFilter filter, int limit, @Nullable Cursor after) {
    List<Job> read =
        jobs.findBy(
            filter.after(after), query -> query.sortBy(NEWEST_FIRST).limit(limit + 1).all());
    Map<UUID, Long> places = places(read);
    return Page.of(
        read,
        limit,
        job -> new Cursor(job.createdAt(), job.id()),
        job -> JobView.inList(job, places.get(job.id())));
  }

  /** What a job was asked for with; none if there is no such job. */
  Optional<JobRequest> request(UUID id) {
    return jobs.findById(id).map(Job::request);
  }

  /** How many jobs wait for a device. */
  long queued() {
    return jobs.countByStatus(JobStatus.QUEUED);
  }

  MetricsView metrics(UUID id, StepCursor after, int limit) {
    Job job = jobs.findById(id).orElseThrow(() -> new JobNotFoundException(id));
    List<StepLogged> read = feed.steps(id, after, limit + 1);
    List<StepLogged> shown = read.subList(0, Math.min(limit, read.size()));
    StepLogged last = read.size() > limit ? shown.get(limit - 1) : null;
    return new MetricsView(
        shown,
        job.epochs(),
        last == null ? null : new StepCursor(last.epoch(), last.step()).toString());
  }

  private @Nullable Long place(Job job) {
    return job.status() == JobStatus.QUEUED
        ? jobs.countAheadOf(job.priority(), job.createdAt(), job.id()) + 1
        : null;
  }

  /** Those of the queued ones among them. The whole queue is read at once, by its index alone. */
  private Map<UUID, Long> places(List<Job> some) {
    Set<UUID> wanted =
        some.stream()
            .filter(job -> job.status() == JobStatus.QUEUED)
            .map(Job::id)
            .collect(Collectors.toSet());
    Map<UUID, Long> places = new HashMap<>();
    if (!wanted.isEmpty()) {
      List<UUID> queue = jobs.queued();
      for (int i = 0; i < queue.size(); i++) {
        if (wanted.contains(queue.get(i))) {
          places.put(queue.get(i), i + 1L);
        }
      }
    }
    return places;
  }
}
