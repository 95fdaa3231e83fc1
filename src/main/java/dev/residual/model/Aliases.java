package dev.residual.model;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.EntityGraph;
import org.springframework.data.repository.Repository;

interface Aliases extends Repository<Alias, String> {

  Alias save(Alias alias);

  void delete(Alias alias);

  /** With its model, in one reading: between two the model may be deleted. */
  @EntityGraph(attributePaths = "model")
  Optional<Alias> findByName(String name);

  List<Alias> findByModelIdOrderByName(UUID modelId);

  @EntityGraph(attributePaths = "model")
  List<Alias> findAllByOrderByName();
}
