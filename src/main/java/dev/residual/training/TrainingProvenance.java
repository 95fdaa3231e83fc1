package dev.residual.training;

import dev.residual.model.provenance.Build;
import dev.residual.model.provenance.Machine;
import dev.residual.model.provenance.Provenance;
import dev.residual.model.provenance.Submission;
import dev.residual.torch.ComputeDevice;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.boot.info.GitProperties;
import org.springframework.stereotype.Component;

/** Knows what the weights of a training on this machine depend on besides its recipe. */
@Component
class TrainingProvenance {

  private final Build build;

  TrainingProvenance(ObjectProvider<BuildProperties> build, ObjectProvider<GitProperties> commit) {
    GitProperties git = commit.getIfAvailable();
    this.build =
        Build.of(
            build.stream().map(BuildProperties::getVersion).findFirst().orElse(null),
            git == null ? null : git.get("commit.id"),
            git == null ? null : git.get("dirty"));
  }

  /**
   * Describes a training on this thread, which has set its number of threads.
   *
   * @param submission what asked for the training; null if no job did
   * @param initial the model that it started from; null for none
   */
  Provenance of(
      @Nullable Submission submission,
      String testDigest,
      @Nullable InitialModel initial,
      ComputeDevice device) {
    return Provenance.of(
        submission,
        testDigest,
        initial == null
            ? null
            : new Provenance.Parent(initial.id(), initial.stored().manifest().weights().sha256()),
        build,
        machine(device));
  }

  private static Machine machine(ComputeDevice device) {
    SortedMap<String, String> accelerations = new TreeMap<>();
    device.accelerations().forEach((each, state) -> accelerations.put(each.toString(), state));
    return new Machine(
        device.name(),
        device.hardware(),
        ComputeDevice.threadCount(),
        System.getProperty("os.name") + " " + System.getProperty("os.arch"),
        accelerations);
  }

  /** Returns the versions of what computes on a device, by name. */
  Map<String, String> versions(ComputeDevice device) {
    Map<String, String> versions = new TreeMap<>(device.libraryVersions());
    versions.put("residual", build.version());
    versions.put("java", Runtime.version().toString());
    return versions;
  }
}
