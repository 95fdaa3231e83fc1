package dev.residual;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Trains residual networks as queued jobs and serves what they learnt. */
@SpringBootApplication
public class ResidualApplication {

  public static void main(String[] args) {
    SpringApplication.run(ResidualApplication.class, args);
  }
}
