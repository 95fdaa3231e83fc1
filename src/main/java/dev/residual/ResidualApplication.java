package dev.residual;

import java.time.Clock;
import javax.imageio.ImageIO;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;

/** Trains residual networks as queued jobs and serves the trained models. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class ResidualApplication {

  public static void main(String[] args) {
    // PNGs are written to memory, not to a temporary file first.
    ImageIO.setUseCache(false);
    SpringApplication.run(ResidualApplication.class, args);
  }

  @Bean
  Clock clock() {
    return new MonotonicClock();
  }
}
