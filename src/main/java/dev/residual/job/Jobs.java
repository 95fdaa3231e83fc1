package dev.residual.job;

import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

interface Jobs extends Repository<Job, UUID> {

  Job save(Job job);

  void delete(Job job);

  Optional<Job> findById(UUID id);

  /** The job, locked until the transaction ends, so that its verbs see what is true. */
  @Lock(LockModeType.PESSIMISTIC_WRITE)
  @Query("select j from Job j where j.id = :id")
  Optional<Job> lock(UUID id);

  List<Job> findByStatusIn(Collection<JobStatus> statuses);

  @Query(
      """
      select j from Job j
      where (:status is null or j.status = :status)
      order by j.createdAt desc, j.id desc
      """)
  List<Job> newest(@Nullable JobStatus status, Limit limit);

  @Query(
      """
      select j from Job j
      where (:status is null or j.status = :status)
        and (j.createdAt < :createdAt or (j.createdAt = :createdAt and j.id < :id))
      order by j.createdAt desc, j.id desc
      """)
  List<Job> newestBefore(@Nullable JobStatus status, Instant createdAt, UUID id, Limit limit);

  @Query(
      """
      select count(j) from Job j
      where j.status = dev.residual.job.JobStatus.QUEUED
        and (j.priority > :priority or (j.priority = :priority and j.createdAt < :createdAt))
      """)
  long countAheadOf(int priority, Instant createdAt);
}
