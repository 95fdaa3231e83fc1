package dev.residual.training;

import dev.residual.model.provenance.Build;
import dev.residual.model.provenance.Machine;
import dev.residual.model.provenance.Provenance;
import dev.residual.model.provenance.Submission;
import dev.residual.onednn.OneDnn;
import dev.residual.torch.ComputeDevice;
import dev.residual.torch.ComputeMode;
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
   * @param mode how the device computed it
   */
  Provenance of(
      @Nullable Submission submission,
      String testDigest,
      @Nullable InitialModel initial,
      ComputeDevice device,
      ComputeMode mode) {
    return Provenance.of(
        submission,
        testDigest,
        initial == null
            ? null
            : new Provenance.Parent(initial.id(), initial.stored().manifest().weights().sha256()),
        build,
        machine(device, mode));
  }

  private static Machine machine(ComputeDevice device, ComputeMode mode) {
    SortedMap<String, String> accelerations = new TreeMap<>();
    mode.accelerations().forEach((each, state) -> accelerations.put(each.toString(), state));
    return new Machine(
        device.name(),
        device.hardware(),
        ComputeDevice.threadCount(),
        System.getProperty("os.name") + " " + System.getProperty("os.arch"),
        accelerations);
  }

  /** Returns the versions of what computed a training, by name. */
  Map<String, String> versions(ComputeDevice device, ComputeMode mode) {
    Map<String, String> versions = new TreeMap<>(device.libraryVersions());
    if (mode.compilesTraining()) {
      versions.put("onednn-compiled", OneDnn.version());
    }
    versions.put("residual", build.version());
    versions.put("java", Runtime.version().toString());
    return versions;
  }
}
