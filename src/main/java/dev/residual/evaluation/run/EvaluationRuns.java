package dev.residual.evaluation.run;

import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/** The table of evaluations on other data sets. */
interface EvaluationRuns extends Repository<EvaluationRun, UUID> {

  EvaluationRun saveAndFlush(EvaluationRun run);

  void delete(EvaluationRun run);

  Optional<EvaluationRun> findById(UUID id);

  /** Returns an evaluation, locked until the transaction ends. */
  @Lock(LockModeType.PESSIMISTIC_WRITE)
  @Query("select e from EvaluationRun e where e.id = :id")
  Optional<EvaluationRun> lock(UUID id);

  List<EvaluationRun> findByStatus(EvaluationStatus status);

  @Query(
      """
      select e from EvaluationRun e where e.modelId = :model
      order by e.createdAt desc, e.id desc
      """)
  List<EvaluationRun> newest(UUID model, Limit limit);

  @Query(
      """
      select e from EvaluationRun e
      where e.modelId = :model
        and e.createdAt <= :createdAt and (e.createdAt < :createdAt or e.id < :id)
      order by e.createdAt desc, e.id desc
      """)
  List<EvaluationRun> newestBefore(UUID model, Instant createdAt, UUID id, Limit limit);

  /** Returns an evaluation with one of these statuses on a version of a data set. */
  @Query("select e.id from EvaluationRun e where e.dataset = :dataset and e.status in :statuses")
  List<UUID> using(String dataset, Collection<EvaluationStatus> statuses, Limit limit);

  /** Returns an evaluation with one of these statuses of a model. */
  @Query("select e.id from EvaluationRun e where e.modelId = :model and e.status in :statuses")
  List<UUID> of(UUID model, Collection<EvaluationStatus> statuses, Limit limit);

  @Query("select e.id from EvaluationRun e where e.modelId = :model")
  List<UUID> allOf(UUID model);

  @Modifying
  @Query("delete from EvaluationRun e where e.modelId = :model")
  void deleteAllOf(UUID model);

  long countByStatus(EvaluationStatus status);

  long countByOwnerAndStatusIn(UUID owner, Collection<EvaluationStatus> statuses);
}
