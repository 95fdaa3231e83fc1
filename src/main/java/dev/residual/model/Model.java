package dev.residual.model;

import dev.residual.model.provenance.Provenance;
import dev.residual.model.provenance.Reproduction;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A model in the registry. It never changes. */
@Entity
@Table(name = "model")
class Model {

  @Id private UUID id;
  private @Nullable UUID jobId;
  private @Nullable UUID owner;
  @Column private @Nullable UUID parentId;
  @Column private @Nullable UUID reproduces;

  @Convert(converter = JsonColumns.OfReproduction.class)
  private @Nullable Reproduction reproduction;

  private String artifactKey;
  private String architecture;
  private @Nullable String dataset;

  @Column(name = "test_top1")
  private @Nullable Double testTop1;

  @Convert(converter = JsonColumns.OfManifest.class)
  private Manifest manifest;

  @Column private long storedBytes;
  private Instant createdAt;

  @SuppressWarnings("NullAway") // Hibernate fills the fields.
  protected Model() {}

  Model(
      UUID id,
      @Nullable UUID jobId,
      @Nullable UUID owner,
      StoredModel stored,
      @Nullable Reproduction reproduction,
      Instant now) {
    ModelDescription description = stored.manifest().description();
    this.id = id;
    this.jobId = jobId;
    this.owner = owner;
    this.reproduction = reproduction;
    reproduces = reproduction == null ? null : reproduction.model();
    Provenance provenance = description.provenance();
    Provenance.Parent parent = provenance == null ? null : provenance.parent();
    parentId = parent == null ? null : parent.id();
    artifactKey = stored.key();
    architecture = description.architecture().name();
    dataset = description.dataset();
    TestResult test = description.test();
    testTop1 = test == null ? null : test.top1();
    manifest = stored.manifest();
    storedBytes = manifest.bytes();
    createdAt = now;
  }

  UUID id() {
    return id;
  }

  /** Returns the job that trained it, or null if its weights are from elsewhere. */
  @Nullable UUID jobId() {
    return jobId;
  }

  /** Returns the key of the client that made it, or null if nobody was asked for one. */
  @Nullable UUID owner() {
    return owner;
  }

  /** Returns how it compares with the model whose training was repeated, or null if none was. */
  @Nullable Reproduction reproduction() {
    return reproduction;
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

  /**
   * Returns the data set and its version, such as {@code fashion-mnist} or {@code pets@3}, or null
   * if the weights are from elsewhere.
   */
  @Nullable String dataset() {
    return dataset;
  }

  /** Returns the name of the data set, without its version, or null if there is none. */
  @Nullable String datasetName() {
    if (dataset == null) {
      return null;
    }
    int version = dataset.indexOf('@');
    return version < 0 ? dataset : dataset.substring(0, version);
  }

  /** Returns the test accuracy, or null if the model was not tested. */
  @Nullable Double testTop1() {
    return testTop1;
  }

  /**
   * Returns whether this model and the other were tested on the same version of a data set.
   *
   * @param other possibly a Hibernate proxy, whose fields are empty; only its methods may be used
   */
  boolean isComparableWith(Model other) {
    return dataset != null && dataset.equals(other.dataset());
  }

  /** Returns whether this model has a higher test accuracy than one that it is comparable with. */
  boolean isBetterThan(Model other) {
    Double current = other.testTop1();
    return testTop1 != null && (current == null || testTop1 > current);
  }

  RegisteredModel registered() {
    return new RegisteredModel(id, architecture, testTop1, stored());
  }
}
