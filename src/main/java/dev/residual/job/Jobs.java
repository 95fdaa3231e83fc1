package dev.residual.job;

import jakarta.persistence.LockModeType;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.JpaSpecificationExecutor;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

interface Jobs extends Repository<Job, UUID>, JpaSpecificationExecutor<Job> {

  /** So that rows which refer to it can follow. */
  Job saveAndFlush(Job job);

  void delete(Job job);

  Optional<Job> findById(UUID id);

  /** The job, locked until the transaction ends, so that its verbs see what is true. */
  @Lock(LockModeType.PESSIMISTIC_WRITE)
  @Query("select j from Job j where j.id = :id")
  Optional<Job> lock(UUID id);

  long countByStatus(JobStatus status);

  List<Job> findByStatusIn(Collection<JobStatus> statuses);

  /** Places in the queue of those of the jobs that are queued, from 1. */
  @Query(
      """
      select queued.id as id, queued.place as place
      from (
        select j.id as id,
               row_number() over (order by j.priority desc, j.createdAt, j.id) as place
        from Job j where j.status = dev.residual.job.JobStatus.QUEUED) queued
      where queued.id in :ids
      """)
  List<Place> places(Collection<UUID> ids);

  /** A job's place in the queue. */
  interface Place {
    UUID getId();

    long getPlace();
  }
}
