package dev.residual.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

import dev.residual.SettableClock;
import dev.residual.model.AliasesChanged;
import dev.residual.model.Manifest;
import dev.residual.model.ModelRegistry;
import dev.residual.model.RegisteredModel;
import dev.residual.model.StoredModel;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;

class ModelResolverTests {

  private static final Duration A_SECOND = Duration.ofSeconds(1);

  private final ModelRegistry registry = mock();
  private final ModelCache models = mock();
  private final SettableClock clock = new SettableClock();
  private final ModelResolver resolver = new ModelResolver(registry, models, clock);
  private final RegisteredModel first = model();
  private final RegisteredModel second = model();

  @Test
  void nameIsLookedUpOncePerSecond() {
    setDefault(first);

    resolver.find("default");
    resolver.find("default");
    verify(registry, times(1)).find("default");

    clock.advance(A_SECOND);
    resolver.find("default");
    verify(registry, times(2)).find("default");
  }

  @Test
  void changeOnThisNodeIsSeenAtOnce() {
    setDefault(first);
    resolver.find("default");
    given(models.isSettled(second)).willReturn(true);

    setDefault(second);
    assertThat(resolver.find("default")).contains(first);
    resolver.invalidate(new AliasesChanged());
    assertThat(resolver.find("default")).contains(second);
  }

  @Test
  void previousModelIsServedUntilTheNextIsLoaded() {
    setDefault(first);
    resolver.find("default");
    setDefault(second);

    clock.advance(A_SECOND);
    assertThat(resolver.find("default")).contains(first);

    given(models.isSettled(second)).willReturn(true);
    clock.advance(A_SECOND);
    assertThat(resolver.find("default")).contains(second);
  }

  @Test
  void removedAliasIsForgotten() {
    setDefault(first);
    resolver.find("default");

    given(registry.find("default")).willReturn(Optional.empty());
    clock.advance(A_SECOND);

    assertThat(resolver.find("default")).isEmpty();
  }

  @Test
  void lastResultIsUsedWhileTheDatabaseIsUnavailable() {
    setDefault(first);
    resolver.find("default");
    given(registry.find("default")).willThrow(new DataAccessResourceFailureException("down"));
    clock.advance(A_SECOND);

    assertThat(resolver.find("default")).contains(first);
    assertThatExceptionOfType(DataAccessResourceFailureException.class)
        .isThrownBy(
            () -> {
              given(registry.find("best"))
                  .willThrow(new DataAccessResourceFailureException("down"));
              resolver.find("best");
            });
  }

  @Test
  void otherDatabaseErrorsAreThrown() {
    setDefault(first);
    resolver.find("default");
    given(registry.find("default")).willThrow(new DataIntegrityViolationException("two of them"));
    clock.advance(A_SECOND);

    assertThatExceptionOfType(DataIntegrityViolationException.class)
        .isThrownBy(() -> resolver.find("default"));
  }

  private void setDefault(RegisteredModel model) {
    given(registry.find("default")).willReturn(Optional.of(model));
  }

  private static RegisteredModel model() {
    StoredModel saved = new StoredModel("key", mock(Manifest.class));
    return new RegisteredModel(UUID.randomUUID(), "resnet18", 0.9, saved);
  }
}
