package dev.residual.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/** The table of registered models. */
interface Models extends Repository<Model, UUID> {

  Model save(Model model);

  void delete(Model model);

  Optional<Model> findById(UUID id);

  Optional<Model> findByArtifactKey(String key);

  /**
   * Returns the bytes of the models of a client whose weights are from elsewhere; empty if there
   * are none.
   */
  @Query("select sum(m.storedBytes) from Model m where m.owner = :owner and m.jobId is null")
  Optional<Long> uploadedBytes(UUID owner);

  /** Returns the models whose trainings started from a model, newest first. */
  @Query("select m from Model m where m.parentId = :parent order by m.createdAt desc, m.id desc")
  List<Model> children(UUID parent, Limit limit);

  long countByParentId(UUID parent);

  /** Returns the models that repeat the training of a model, newest first. */
  @Query("select m from Model m where m.reproduces = :model order by m.createdAt desc, m.id desc")
  List<Model> reproductions(UUID model, Limit limit);

  @Query("select m from Model m order by m.createdAt desc, m.id desc")
  List<Model> newest(Limit limit);

  /** The first condition follows from the second. Databases use only it to seek in an index. */
  @Query(
      """
      select m from Model m
      where m.createdAt <= :createdAt and (m.createdAt < :createdAt or m.id < :id)
      order by m.createdAt desc, m.id desc
      """)
  List<Model> newestBefore(Instant createdAt, UUID id, Limit limit);
}
