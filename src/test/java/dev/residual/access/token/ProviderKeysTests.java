package dev.residual.access.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.residual.SettableClock;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.springframework.cache.Cache.ValueRetrievalException;

class ProviderKeysTests {

  private static final String URL = "https://login.example.com/keys";

  private final SettableClock clock = new SettableClock();
  private final ProviderKeys keys = new ProviderKeys(clock);
  private int asked;

  private String answer() {
    asked++;
    return "keys " + asked;
  }

  private String noAnswer() throws IOException {
    asked++;
    throw new IOException("away");
  }

  private String known() {
    return keys.get(URL, this::answer);
  }

  private String afterAnUnknownKey(Callable<String> provider) {
    keys.invalidate();
    return keys.get(URL, provider);
  }

  @Test
  void knownKeysAreNotAskedForAgainForAWhile() {
    assertThat(known()).isEqualTo("keys 1");
    clock.advance(ProviderKeys.MAX_AGE.minusSeconds(1));
    assertThat(known()).isEqualTo("keys 1");
  }

  @Test
  void withdrawnKeyIsForgotten() {
    known();
    clock.advance(ProviderKeys.MAX_AGE);
    assertThat(known()).isEqualTo("keys 2");
  }

  @Test
  void newKeyIsFoundOnceItIsUsed() {
    known();
    clock.advance(ProviderKeys.MIN_AGE);
    assertThat(afterAnUnknownKey(this::answer)).isEqualTo("keys 2");
  }

  @Test
  void floodOfUnknownKeysAsksOnceInAWhile() {
    known();
    for (int i = 0; i < 10; i++) {
      clock.advance(Duration.ofSeconds(1));
      afterAnUnknownKey(this::answer);
    }
    assertThat(asked).isEqualTo(3);
  }

  @Test
  void providerThatIsAwayIsAskedOnceInAWhileToo() {
    for (int i = 0; i < 10; i++) {
      assertThatThrownBy(() -> keys.get(URL, this::noAnswer))
          .isInstanceOf(ValueRetrievalException.class)
          .hasRootCauseMessage("away");
    }
    assertThat(asked).isEqualTo(1);
    clock.advance(ProviderKeys.MIN_AGE);
    assertThat(known()).isEqualTo("keys 2");
  }

  @Test
  void knownKeysRemainWhileTheProviderIsAway() {
    known();
    clock.advance(ProviderKeys.MAX_AGE);
    assertThat(keys.<String>get(URL, this::noAnswer)).isEqualTo("keys 1");
    assertThatThrownBy(() -> afterAnUnknownKey(this::noAnswer))
        .isInstanceOf(ValueRetrievalException.class);
    assertThat(known()).isEqualTo("keys 1");
  }
}
