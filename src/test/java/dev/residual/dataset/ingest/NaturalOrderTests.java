package dev.residual.dataset.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class NaturalOrderTests {

  @Test
  void numbersAreOrderedByValue() {
    List<String> ordered =
        List.of(
            "",
            "0",
            "1",
            "02",
            "2",
            "2a",
            "10",
            "99999999999999999999",
            "a",
            "a1",
            "a1b",
            "a2",
            "a10",
            "b",
            "x-2-10",
            "x-10-2");
    List<String> names = new ArrayList<>(ordered);
    Collections.reverse(names);
    names.sort(NaturalOrder.INSTANCE);
    assertThat(names).isEqualTo(ordered);
  }
}
