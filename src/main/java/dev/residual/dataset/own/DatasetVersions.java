package dev.residual.dataset.own;

import dev.residual.dataset.DatasetStatus;
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

/** The table of the versions of own data sets. */
interface DatasetVersions extends Repository<DatasetVersion, UUID> {

  /** Writes the row at once, so that a second one of the same name and version is noticed. */
  DatasetVersion saveAndFlush(DatasetVersion version);

  void delete(DatasetVersion version);

  Optional<DatasetVersion> findById(UUID id);

  boolean existsById(UUID id);

  /** Returns the version, locked until the transaction ends. */
  @Lock(LockModeType.PESSIMISTIC_WRITE)
  @Query("select v from DatasetVersion v where v.id = :id")
  Optional<DatasetVersion> lock(UUID id);

  /** Returns the version, locked until the transaction ends. */
  @Lock(LockModeType.PESSIMISTIC_WRITE)
  @Query("select v from DatasetVersion v where v.name = :name and v.version = :version")
  Optional<DatasetVersion> lock(String name, int version);

  Optional<DatasetVersion> findByNameAndVersion(String name, int version);

  /** Returns all versions of a data set, newest first. */
  List<DatasetVersion> findByNameOrderByVersionDesc(String name);

  List<DatasetVersion> findByStatusIn(Collection<DatasetStatus> statuses);

  @Query("select distinct v.name from DatasetVersion v order by v.name")
  List<String> names();

  // At each start, parsing a "coalesce" around a sum would take longer than all other queries.

  /** Returns the bytes of all archives and packs; empty if there are none. */
  @Query("select sum(v.storedBytes) from DatasetVersion v")
  Optional<Long> storedBytes();

  /** Returns the bytes of all archives and packs of a client; empty if there are none. */
  @Query("select sum(v.storedBytes) from DatasetVersion v where v.owner = :owner")
  Optional<Long> storedBytes(UUID owner);

  @Query("select v from DatasetVersion v order by v.createdAt desc, v.id desc")
  List<DatasetVersion> newest(Limit limit);

  /** The first condition follows from the second. Databases use only it to seek in an index. */
  @Query(
      """
      select v from DatasetVersion v
      where v.createdAt <= :createdAt and (v.createdAt < :createdAt or v.id < :id)
      order by v.createdAt desc, v.id desc
      """)
  List<DatasetVersion> newestBefore(Instant createdAt, UUID id, Limit limit);
}
