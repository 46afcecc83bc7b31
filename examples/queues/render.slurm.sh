#!/usr/bin/env bash
# A picture drawn in parts by Slurm: sbatch --array=0-7 render.slurm.sh SCENE OUTPUT SPP [OPTION...]
# Each task of the array draws its share of the samples into a film beside OUTPUT, which must be in a folder that all nodes
# share. Then merge them, once all are done:
#   sbatch --dependency=afterok:JOB --wrap='triptych merge OUTPUT.*-*.film -o OUTPUT'
# `triptych merge --missing --spp SPP OUTPUT.*-*.film` prints the ranges of tasks that failed. OPTIONs are those of
# `triptych render` that change the picture.
# SPDX-License-Identifier: MIT
#SBATCH --job-name=triptych
set -euo pipefail
scene=$1 output=$2 spp=$3
shift 3
parts=$((SLURM_ARRAY_TASK_MAX + 1))
first=$((spp * SLURM_ARRAY_TASK_ID / parts)) last=$((spp * (SLURM_ARRAY_TASK_ID + 1) / parts))
[ "$first" -lt "$last" ] || exit 0
exec "${TRIPTYCH:-triptych}" render "$scene" "$@" --spp "$spp" --sample-range "$first:$last" \
    --threads "${SLURM_CPUS_ON_NODE:-0}" -o "$output.$first-$last.film"
