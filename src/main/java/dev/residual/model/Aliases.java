package dev.residual.model;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.repository.Repository;

interface Aliases extends Repository<Alias, String> {

  Alias save(Alias alias);

  Optional<Alias> findByName(String name);

  List<Alias> findByModelIdOrderByName(UUID modelId);

  List<Alias> findAllByOrderByName();
}
