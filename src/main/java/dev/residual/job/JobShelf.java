package dev.residual.job;

import dev.residual.job.JobEvent.StepLogged;
import dev.residual.web.Cursor;
import dev.residual.web.Page;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    return jobs.findById(id).map(job -> JobView.full(job, places(List.of(job)).get(id)));
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

  /** Of the queued ones among them. */
  private Map<UUID, Long> places(List<Job> some) {
    List<UUID> queued =
        some.stream().filter(job -> job.status() == JobStatus.QUEUED).map(Job::id).toList();
    return queued.isEmpty()
        ? Map.of()
        : jobs.places(queued).stream()
            .collect(Collectors.toMap(Jobs.Place::getId, Jobs.Place::getPlace));
  }
}
