package dev.residual.job;

import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.JpaSpecificationExecutor;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/** The repository of jobs. */
public interface Jobs extends Repository<Job, UUID>, JpaSpecificationExecutor<Job> {

  /** Writes the row immediately, so that rows that refer to it can be inserted. */
  Job saveAndFlush(Job job);

  void delete(Job job);

  Optional<Job> findById(UUID id);

  /**
   * Returns the job, locked until the transaction ends, so that no other transaction changes its
   * status.
   */
  @Lock(LockModeType.PESSIMISTIC_WRITE)
  @Query("select j from Job j where j.id = :id")
  Optional<Job> lock(UUID id);

  /** The state of a job, which is read anew each time. */
  interface StateRow {
    UUID getId();

    JobStatus getStatus();

    @Nullable UUID getModelId();

    @Nullable JobFailure getFailure();
  }

  /** The result of an epoch of a job. */
  interface EpochRow {
    UUID getJob();

    EpochResult getEpoch();
  }

  @Query(
      """
      select j.id as id, j.status as status, j.modelId as modelId, j.failure as failure
      from Job j where j.id in :ids
      """)
  List<StateRow> states(Collection<UUID> ids);

  @Query(
      """
      select j.id as job, e as epoch from Job j join j.epochs e where j.id in :ids
      order by j.id, e.epoch
      """)
  List<EpochRow> epochs(Collection<UUID> ids);

  /** Returns the newest jobs that have trained a step, and on a device that is known. */
  @Query(
      """
      select j from Job j where j.progress is not null and j.device is not null
      order by j.createdAt desc, j.id desc
      """)
  List<Job> trained(Limit limit);

  @Query("select max(j.createdAt) from Job j")
  Optional<Instant> lastCreatedAt();

  long countByStatusIn(Collection<JobStatus> statuses);

  long countByOwnerAndStatusIn(UUID owner, Collection<JobStatus> statuses);

  List<Job> findByStatusIn(Collection<JobStatus> statuses);

  /** Returns a job with one of these statuses that trains on a version of a data set. */
  @Query("select j.id from Job j where j.dataset = :dataset and j.status in :statuses")
  List<UUID> training(String dataset, Collection<JobStatus> statuses, Limit limit);

  /** Returns a job with one of these statuses that starts from a model. */
  @Query("select j.id from Job j where j.initialModel = :model and j.status in :statuses")
  List<UUID> startingFrom(UUID model, Collection<JobStatus> statuses, Limit limit);

  /** Returns a job with one of these statuses that repeats the training of a model. */
  @Query("select j.id from Job j where j.reproduces = :model and j.status in :statuses")
  List<UUID> reproducing(UUID model, Collection<JobStatus> statuses, Limit limit);

  /** Returns the ids of all queued jobs, in the order in which they start. */
  @Query(
      """
      select j.id from Job j where j.status = dev.residual.job.JobStatus.QUEUED
      order by j.priority desc, j.createdAt, j.id
      """)
  List<UUID> queued();

  /** Returns the number of queued jobs that start before the given one. */
  @Query(
      """
      select count(j) from Job j
      where j.status = dev.residual.job.JobStatus.QUEUED
        and (j.priority > :priority
          or (j.priority = :priority and j.createdAt < :createdAt)
          or (j.priority = :priority and j.createdAt = :createdAt and j.id < :id))
      """)
  long countAheadOf(int priority, Instant createdAt, UUID id);
}
