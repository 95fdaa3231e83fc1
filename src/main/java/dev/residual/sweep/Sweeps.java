package dev.residual.sweep;

import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/** The repository of sweeps. */
interface Sweeps extends Repository<Sweep, UUID> {

  /** Writes the row immediately, so that rows that refer to it can be inserted. */
  Sweep saveAndFlush(Sweep sweep);

  void delete(Sweep sweep);

  Optional<Sweep> findById(UUID id);

  boolean existsById(UUID id);

  long countByStatusIn(Collection<SweepStatus> statuses);

  long countByOwnerAndStatusIn(UUID owner, Collection<SweepStatus> statuses);

  /** Returns the sweep, locked until the transaction ends. */
  @Lock(LockModeType.PESSIMISTIC_WRITE)
  @Query("select s from Sweep s where s.id = :id")
  Optional<Sweep> lock(UUID id);

  @Query("select s.id from Sweep s where s.status in :statuses order by s.createdAt, s.id")
  List<UUID> ids(Collection<SweepStatus> statuses);

  @Query("select s.id from Sweep s where s.finishedAt < :limit")
  List<UUID> finishedBefore(Instant limit);

  @Query("select s from Sweep s order by s.createdAt desc, s.id desc")
  List<Sweep> newest(Limit limit);

  /** The first condition follows from the second. Databases use only it to seek in an index. */
  @Query(
      """
      select s from Sweep s
      where s.createdAt <= :createdAt and (s.createdAt < :createdAt or s.id < :id)
      order by s.createdAt desc, s.id desc
      """)
  List<Sweep> newestBefore(Instant createdAt, UUID id, Limit limit);
}
