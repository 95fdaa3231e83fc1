package dev.residual.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

class ProcessMemoryTests {

  /** Returns whether a process may open its own memory, which some sandboxes refuse. */
  static boolean isReadable() {
    try (ProcessMemory memory = ProcessMemory.open()) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void variablesIncludeAdjacentZeroPages() {
    List<String> maps =
        List.of(
            "7f0000000000-7f0000001000 rw-p 00000000 fe:00 12     /a/libother.so",
            "7f0000001000-7f0000002000 rw-p 00000000 00:00 0 ",
            "7f0000002000-7f0000003000 r-xp 00000000 fe:00 11     /a b/libtorch_cpu.so",
            "7f0000003000-7f0000004000 rw-p 00001000 fe:00 11     /a b/libtorch_cpu.so",
            "7f0000004000-7f0000006000 rw-p 00000000 00:00 0 ",
            "7f0000007000-7f0000008000 rw-p 00000000 00:00 0 ",
            "7f0000008000-7f0000009000 rw-p 00000000 00:00 0      [stack]",
            "ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0      [vsyscall]",
            "not a line of the kernel");

    assertThat(ProcessMemory.writable(Path.of("/a b/libtorch_cpu.so"), maps))
        .containsExactly(
            new ProcessMemory.Range(0x7f0000003000L, 0x7f0000004000L),
            new ProcessMemory.Range(0x7f0000004000L, 0x7f0000006000L));
  }

  @Test
  @EnabledIf("dev.residual.torch.ProcessMemoryTests#isReadable")
  void unmappedAddressIsRefused() throws IOException {
    try (ProcessMemory memory = ProcessMemory.open()) {
      assertThatIOException()
          .isThrownBy(() -> memory.read(new ProcessMemory.Range(0x1000, 0x2000)));
      assertThatIOException().isThrownBy(() -> memory.writeInt(0x1000, 0));
    }
  }
}
