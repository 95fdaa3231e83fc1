package dev.residual.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CpuFlagsTests {

  @TempDir private Path folder;

  @Test
  void processorHasTheNameThatLinuxReports() throws IOException {
    Path file = folder.resolve("cpuinfo");
    Files.writeString(
        file, "processor\t: 0\nmodel name\t: AMD EPYC 9B45\nflags\t\t: fpu avx512_bf16\n");

    assertThat(CpuFlags.model(file)).isEqualTo("AMD EPYC 9B45");
    assertThat(CpuFlags.haveBf16(file)).isTrue();
  }

  @Test
  void processorWithoutANameIsCalledByItsArchitecture() throws IOException {
    Path file = folder.resolve("cpuinfo");
    Files.writeString(file, "processor\t: 0\nmodel name\t: \n");

    assertThat(CpuFlags.model(file)).isEqualTo(System.getProperty("os.arch"));
    assertThat(CpuFlags.model(folder.resolve("missing"))).isEqualTo(System.getProperty("os.arch"));
  }
}
