package dev.residual.model;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** A model in the registry; never changes. */
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

  @SuppressWarnings("NullAway") // for Hibernate, which fills the fields
  protected Model() {}

  Model(UUID id, UUID jobId, StoredModel saved, Instant now) {
    ModelDescription description = saved.manifest().description();
    this.id = id;
    this.jobId = jobId;
    artifactKey = saved.key();
    architecture = description.architecture().name();
    dataset = description.dataset();
    testTop1 = description.test().top1();
    manifest = saved.manifest();
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

  StoredModel saved() {
    return new StoredModel(artifactKey, manifest);
  }

  String dataset() {
    return dataset;
  }

  double testTop1() {
    return testTop1;
  }

  /**
   * Whether it did better than the other on the test set of the same data set. One that was trained
   * on another data set counts as none on this one, and is always beaten.
   *
   * @param other may be a stand-in of Hibernate's, whose fields are empty, so only it is asked
   */
  boolean beats(Model other) {
    return !dataset.equals(other.dataset()) || testTop1 > other.testTop1();
  }

  RegisteredModel registered() {
    return new RegisteredModel(id, architecture, testTop1, saved());
  }
}
