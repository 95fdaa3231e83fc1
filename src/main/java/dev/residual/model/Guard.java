package dev.residual.model;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** The one row that is locked by whoever changes models or aliases. */
@Entity
@Table(name = "registry_lock")
class Guard {

  @Id private int id;

  protected Guard() {}
}
