package dev.residual.model;

import java.time.Instant;
import java.util.UUID;

/** The JSON representation of an alias. */
record AliasView(String alias, UUID modelId, Instant changedAt) {

  static AliasView of(Alias alias) {
    return new AliasView(alias.name(), alias.model().id(), alias.changedAt());
  }
}
