package dev.residual.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

interface Models extends Repository<TrainedModel, UUID> {

  TrainedModel save(TrainedModel model);

  void delete(TrainedModel model);

  Optional<TrainedModel> findById(UUID id);

  Optional<TrainedModel> findByArtifactKey(String key);

  @Query("select m from TrainedModel m order by m.createdAt desc, m.id desc")
  List<TrainedModel> newest(Limit limit);

  @Query(
      """
      select m from TrainedModel m
      where m.createdAt < :createdAt or (m.createdAt = :createdAt and m.id < :id)
      order by m.createdAt desc, m.id desc
      """)
  List<TrainedModel> newestBefore(Instant createdAt, UUID id, Limit limit);
}
