package dev.residual.job;

import dev.residual.cluster.DeviceSlots;
import dev.residual.cluster.WorkerRegistry;
import dev.residual.cluster.WorkerRegistry.Member;
import dev.residual.web.Cursor;
import dev.residual.web.Page;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.data.domain.Sort;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.util.function.SingletonSupplier;

/** Reads jobs for clients. */
@Component
@Transactional(readOnly = true)
public class JobQueries {

  private static final Sort NEWEST_FIRST = Sort.by(Sort.Direction.DESC, "createdAt", "id");

  private final Jobs jobs;
  private final WorkerRegistry workers;

  JobQueries(Jobs jobs, WorkerRegistry workers) {
    this.jobs = jobs;
    this.workers = workers;
  }

  public JobView job(UUID id) {
    return find(id).orElseThrow(() -> new JobNotFoundException(id));
  }

  public Optional<JobView> find(UUID id) {
    return jobs.findById(id)
        .map(job -> JobView.full(job, position(job), waitingFor(job, workers::members)));
  }

  public Page<JobView> page(JobFilter filter, int limit, @Nullable Cursor after) {
    List<Job> found =
        jobs.findBy(
            filter.after(after), query -> query.sortBy(NEWEST_FIRST).limit(limit + 1).all());
    Map<UUID, Long> positions = positions(found);
    Supplier<List<Member>> members = SingletonSupplier.of(workers::members);
    return Page.of(
        found,
        limit,
        job -> new Cursor(job.createdAt(), job.id()),
        job -> JobView.inList(job, positions.get(job.id()), waitingFor(job, members)));
  }

  /**
   * The state of a job and the results of its epochs, in order.
   *
   * @param modelId null before it has succeeded
   */
  public record JobState(
      JobStatus status,
      @Nullable UUID modelId,
      @Nullable JobFailure failure,
      List<EpochResult> epochs) {}

  /** Returns the states of jobs as they are in the database, without jobs that do not exist. */
  public Map<UUID, JobState> states(Collection<UUID> ids) {
    Map<UUID, JobState> states = new HashMap<>();
    if (ids.isEmpty()) {
      return states;
    }
    Map<UUID, List<EpochResult>> epochs = new HashMap<>();
    for (Jobs.EpochRow row : jobs.epochs(ids)) {
      epochs.computeIfAbsent(row.getJob(), job -> new ArrayList<>()).add(row.getEpoch());
    }
    for (Jobs.StateRow row : jobs.states(ids)) {
      states.put(
          row.getId(),
          new JobState(
              row.getStatus(),
              row.getModelId(),
              row.getFailure(),
              epochs.getOrDefault(row.getId(), List.of())));
    }
    return states;
  }

  /**
   * How long the steps of a job took.
   *
   * @param secondsPerStep mean of its last epoch
   */
  public record MeasuredSteps(
      UUID job,
      JobRequest request,
      @Nullable String worker,
      @Nullable String device,
      @Nullable String precision,
      double secondsPerStep) {}

  /** Returns how long the steps of the newest jobs took that have trained some. */
  public List<MeasuredSteps> measuredSteps(int limit) {
    return jobs.trained(Limit.of(limit)).stream().flatMap(job -> measured(job).stream()).toList();
  }

  private static Optional<MeasuredSteps> measured(Job job) {
    return Optional.ofNullable(job.progress())
        .map(
            progress ->
                new MeasuredSteps(
                    job.id(),
                    job.request(),
                    job.worker(),
                    job.device(),
                    job.precision(),
                    progress.secondsPerStep()));
  }

  /** Returns whether there is a job with this id. */
  boolean exists(UUID id) {
    return jobs.findById(id).isPresent();
  }

  /**
   * Returns the epochs of a job, in order.
   *
   * @throws JobNotFoundException if there is no such job
   */
  public List<EpochResult> epochs(UUID id) {
    return jobs.findById(id).orElseThrow(() -> new JobNotFoundException(id)).epochs();
  }

  private static @Nullable String waitingFor(Job job, Supplier<List<Member>> members) {
    if (job.status() != JobStatus.QUEUED) {
      return null;
    }
    if (job.waitingFor() != null) {
      return job.waitingFor();
    }
    if (members.get().isEmpty()) {
      return "a worker; none is running";
    }
    String device = job.request().device();
    boolean offered =
        device.equals(DeviceSlots.ANY)
            || members.get().stream().anyMatch(each -> each.device().name().equals(device));
    return offered ? null : "device " + device + ", which no running worker has";
  }

  private @Nullable Long position(Job job) {
    return job.status() == JobStatus.QUEUED
        ? jobs.countAheadOf(job.priority(), job.createdAt(), job.id()) + 1
        : null;
  }

  /**
   * Returns the positions of those jobs that are queued. One query reads the ids of the whole queue
   * from its index.
   */
  private Map<UUID, Long> positions(List<Job> found) {
    Set<UUID> queued =
        found.stream()
            .filter(job -> job.status() == JobStatus.QUEUED)
            .map(Job::id)
            .collect(Collectors.toSet());
    Map<UUID, Long> positions = new HashMap<>();
    if (!queued.isEmpty()) {
      List<UUID> queue = jobs.queued();
      for (int i = 0; i < queue.size(); i++) {
        if (queued.contains(queue.get(i))) {
          positions.put(queue.get(i), i + 1L);
        }
      }
    }
    return positions;
  }
}
