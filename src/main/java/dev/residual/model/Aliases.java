package dev.residual.model;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.EntityGraph;
import org.springframework.data.repository.Repository;

/** The table of aliases. */
interface Aliases extends Repository<Alias, String> {

  Alias save(Alias alias);

  void delete(Alias alias);

  /** Reads the alias and its model in one query; between two queries the model could be deleted. */
  @EntityGraph(attributePaths = "model")
  Optional<Alias> findByName(String name);

  List<Alias> findByModelIdOrderByName(UUID modelId);

  @EntityGraph(attributePaths = "model")
  List<Alias> findAllByOrderByName();
}
