package dev.residual.model;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** A model in the registry. It never changes. */
@Entity
@Table(name = "model")
class Model {

  @Id private UUID id;
  private UUID jobId;
  private String artifactKey;
  private String architecture;
  private String dataset;

  @Column(name = "test_top1")
  private double testTop1;

  @Convert(converter = ManifestConverter.class)
  private Manifest manifest;

  private Instant createdAt;

  @SuppressWarnings("NullAway") // Hibernate fills the fields.
  protected Model() {}

  Model(UUID id, UUID jobId, StoredModel stored, Instant now) {
    ModelDescription description = stored.manifest().description();
    this.id = id;
    this.jobId = jobId;
    artifactKey = stored.key();
    architecture = description.architecture().name();
    dataset = description.dataset();
    testTop1 = description.test().top1();
    manifest = stored.manifest();
    createdAt = now;
  }

  UUID id() {
    return id;
  }

  UUID jobId() {
    return jobId;
  }

  Manifest manifest() {
    return manifest;
  }

  Instant createdAt() {
    return createdAt;
  }

  StoredModel stored() {
    return new StoredModel(artifactKey, manifest);
  }

  /** Returns the data set and its version, such as {@code fashion-mnist} or {@code pets@3}. */
  String dataset() {
    return dataset;
  }

  /** Returns the name of the data set, without its version. */
  String datasetName() {
    int version = dataset.indexOf('@');
    return version < 0 ? dataset : dataset.substring(0, version);
  }

  double testTop1() {
    return testTop1;
  }

  /**
   * Returns whether this model and the other were tested on the same version of a data set.
   *
   * @param other possibly a Hibernate proxy, whose fields are empty; only its methods may be used
   */
  boolean isComparableWith(Model other) {
    return dataset.equals(other.dataset());
  }

  /** Returns whether this model has a higher test accuracy than one that it is comparable with. */
  boolean isBetterThan(Model other) {
    return testTop1 > other.testTop1();
  }

  RegisteredModel registered() {
    return new RegisteredModel(id, architecture, testTop1, stored());
  }
}
