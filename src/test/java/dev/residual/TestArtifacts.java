package dev.residual;

import java.nio.file.Path;

/** The folder of artifacts of the services that {@link ResidualTest} starts. */
public final class TestArtifacts {

  /** Each process has its own, because cleaning up deletes what its database does not know. */
  public static final Path FOLDER =
      Path.of("target/test-artifacts-" + System.getProperty("test.fork", "1"));

  private TestArtifacts() {}
}
