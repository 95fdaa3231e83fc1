package dev.residual.job;

import dev.residual.web.Cursor;
import dev.residual.web.Page;
import java.util.List;
import java.util.Map;
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

  JobShelf(Jobs jobs) {
    this.jobs = jobs;
  }

  JobView job(UUID id) {
    Job job = jobs.findById(id).orElseThrow(() -> new JobNotFoundException(id));
    return JobView.full(job, places(List.of(job)).get(id));
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
