package dev.residual.model;

import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import java.time.Instant;

/** A name by which a model is served. It can be assigned to another model. */
@Entity
@Table(name = "model_alias")
class Alias {

  @Id private String name;

  @ManyToOne(fetch = FetchType.LAZY, optional = false)
  private Model model;

  private Instant changedAt;

  @SuppressWarnings("NullAway") // Hibernate fills the fields.
  protected Alias() {}

  Alias(String name, Model model, Instant now) {
    this.name = name;
    this.model = model;
    changedAt = now;
  }

  void pointTo(Model other, Instant now) {
    model = other;
    changedAt = now;
  }

  String name() {
    return name;
  }

  Model model() {
    return model;
  }

  Instant changedAt() {
    return changedAt;
  }
}
